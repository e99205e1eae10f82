/**
 * Expands the audiences of topic intents in the background. Acceptance stores one row; the deliveries follow in slices,
 * as fast as the lanes take them.
 */
@NullMarked
package dev.tidings.engine.expand;

import org.jspecify.annotations.NullMarked;
