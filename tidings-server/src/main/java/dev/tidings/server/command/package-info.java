/** Commands that run a server or work on its database directly, unlike those that call a running server. */
@NullMarked
package dev.tidings.server.command;

import org.jspecify.annotations.NullMarked;
