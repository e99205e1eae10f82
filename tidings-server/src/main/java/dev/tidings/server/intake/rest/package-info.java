/**
 * Intents over REST. Nothing blocks: a complete body is submitted asynchronously and answered after the
 * commit.
 */
@NullMarked
package dev.tidings.server.intake.rest;

import org.jspecify.annotations.NullMarked;
