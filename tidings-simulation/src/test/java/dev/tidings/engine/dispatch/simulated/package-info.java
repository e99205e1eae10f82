/** The engine in a simulated world: nodes, a channel, producers and operators, all driven by one seed. */
@NullMarked
package dev.tidings.engine.dispatch.simulated;

import org.jspecify.annotations.NullMarked;
