/**
 * Access over REST: tokens for subscribers. What is handed out is never kept and never shown again.
 */
@NullMarked
package dev.tidings.http.access.rest;

import org.jspecify.annotations.NullMarked;
