/**
 * Group commit: what arrives while a commit is under way shares the next one.
 */
@NullMarked
package dev.tidings.core.batch;

import org.jspecify.annotations.NullMarked;
