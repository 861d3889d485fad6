/* Tells the service manager how the process is doing: sd_notify(3), without its library.
 * SPDX-License-Identifier: MIT */
#pragma once

/* Sends `state` ("READY=1", "RELOADING=1", "STOPPING=1", several lines at will) as one datagram to
 * the socket named in NOTIFY_SOCKET: a path, or an abstract name after an '@'. Does nothing when
 * the variable is unset or no socket's address; a manager that does not listen is not waited for.
 */
void notify_manager(const char *state);
