/** Seals the secrets of endpoints with AES-GCM, under a key that stands in a file of its own beside the database. */
@NullMarked
package dev.tidings.store.jdbc.secret;

import org.jspecify.annotations.NullMarked;
