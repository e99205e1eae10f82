/** The documents of docs/contracts, for tests of the code against them. */
@NullMarked
package dev.tidings.testkit.contract;

import org.jspecify.annotations.NullMarked;
