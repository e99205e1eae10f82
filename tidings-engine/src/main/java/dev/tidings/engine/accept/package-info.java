/** Intake: validate, route, commit once, hand off. Receipts are returned only after a durable commit. */
@NullMarked
package dev.tidings.engine.accept;

import org.jspecify.annotations.NullMarked;
