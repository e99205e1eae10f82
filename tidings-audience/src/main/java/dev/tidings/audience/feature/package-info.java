/** Profiles and topics as features of a server. */
@NullMarked
package dev.tidings.audience.feature;

import org.jspecify.annotations.NullMarked;
