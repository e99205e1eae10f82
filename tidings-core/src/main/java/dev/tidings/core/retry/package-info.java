/**
 * When a delivery is tried again: backoff or an explicit schedule, what the provider asked for, and the budget.
 * Pure functions of their arguments.
 */
@NullMarked
package dev.tidings.core.retry;

import org.jspecify.annotations.NullMarked;
