# The command-line client, by what its parts do; safer is the program.
# SPDX-License-Identifier: MIT
