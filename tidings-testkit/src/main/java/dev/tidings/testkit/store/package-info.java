/**
 * The contract of every store, with one class per port. A store runs it by extending each class in its own tests with a {@link
 * dev.tidings.testkit.store.StoreFactory}. A bug in one store first becomes a test here.
 */
@NullMarked
package dev.tidings.testkit.store;

import org.jspecify.annotations.NullMarked;
