/** Parts of administration as features of a server. */
@NullMarked
package dev.tidings.admin.feature;

import org.jspecify.annotations.NullMarked;
