/** The audit log: who changed what, from where. */
@NullMarked
package dev.tidings.core.audit;

import org.jspecify.annotations.NullMarked;
