/**
 * The way in: validate, route, commit once, hand over. Receipts are given only after the commit is durable.
 */
@NullMarked
package dev.tidings.engine.accept;

import org.jspecify.annotations.NullMarked;
