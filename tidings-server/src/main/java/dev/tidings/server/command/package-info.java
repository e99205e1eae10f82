/** Commands that run in the server's own process or on its data folder, beside those that talk to a running server. */
@NullMarked
package dev.tidings.server.command;

import org.jspecify.annotations.NullMarked;
