/**
 * The contract of every store, a class a verb. A store runs it by extending each class in its own tests with a {@link
 * dev.tidings.testkit.store.StoreFactory}. A bug found in one store becomes a test here first.
 */
@NullMarked
package dev.tidings.testkit.store;

import org.jspecify.annotations.NullMarked;
