/**
 * A shop that takes orders and has Tidings tell its customers.
 *
 * <p>Invariants: an order and what is told of it are committed together or not at all.
 */
@NullMarked
package com.example.orders;

import org.jspecify.annotations.NullMarked;
