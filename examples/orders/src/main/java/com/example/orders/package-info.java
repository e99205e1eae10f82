/**
 * A shop that takes orders and notifies its customers with Tidings.
 *
 * <p>Invariants: an order and its notification are committed together or not at all.
 */
@NullMarked
package com.example.orders;

import org.jspecify.annotations.NullMarked;
