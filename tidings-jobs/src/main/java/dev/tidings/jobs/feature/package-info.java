/** Jobs as features of a server: reading runtimes, which every node does, and driving them. */
@NullMarked
package dev.tidings.jobs.feature;

import org.jspecify.annotations.NullMarked;
