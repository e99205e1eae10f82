/**
 * What the stores of database servers share: several nodes insert at once, so that notifications and deliveries are keyed and
 * listed by their ids, which begin with the time. Every condition on a delivery's id or a cursor bounds {@code d.id} itself, for
 * databases that partition by it.
 */
@NullMarked
package dev.tidings.store.jdbc.keyed;

import org.jspecify.annotations.NullMarked;
