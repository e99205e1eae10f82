/**
 * What operators do, whichever protocol they ask by: look at notifications and deliveries, replay and cancel, keep
 * endpoints. Reads and writes of the store run on the threads meant for them; a tenant sees nothing of another.
 */
@NullMarked
package dev.tidings.server.admin;

import org.jspecify.annotations.NullMarked;
