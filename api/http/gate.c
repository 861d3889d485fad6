/* How the door comes to stand before Ulfius. Linked into the program itself, not into a library.
 * SPDX-License-Identifier: MIT
 *
 * Ulfius hands libmicrohttpd a function of its own for what comes in, asks nobody about a request
 * before it is whole, and offers no way to stand in front of it or to turn a connection away. A
 * program's own symbols go before those of the libraries it uses, so it is this MHD_start_daemon
 * that Ulfius calls; server_start makes sure that it did. */
#include <microhttpd.h>
#include <stdarg.h>

#include "http/calls.h"

struct MHD_Daemon *MHD_start_daemon(unsigned int flags, uint16_t port,
                                    MHD_AcceptPolicyCallback policy, void *policy_context,
                                    MHD_AccessHandlerCallback handler, void *handler_context, ...)
{
    (void)policy;
    (void)policy_context;
    calls_stand_before(handler);
    va_list options;
    va_start(options, handler_context);
    struct MHD_Daemon *daemon =
        MHD_start_daemon_va(flags, port, calls_knock, NULL, calls_access, handler_context, options);
    va_end(options);
    return daemon;
}
