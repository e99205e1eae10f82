/**
 * Retry timing: backoff or an explicit schedule, the provider's request, and the attempt budget. All functions are
 * pure.
 */
@NullMarked
package dev.tidings.core.retry;

import org.jspecify.annotations.NullMarked;
