/**
 * The catalogue of notification types: what a tenant says about each type, and how intents are checked against it. A
 * type that is not in the catalogue has no rules.
 */
@NullMarked
package dev.tidings.catalog;

import org.jspecify.annotations.NullMarked;
