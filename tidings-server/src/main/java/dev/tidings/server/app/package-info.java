/** The composition root: hand wiring and the lifecycle. Only this package sees every other. */
@NullMarked
package dev.tidings.server.app;

import org.jspecify.annotations.NullMarked;
