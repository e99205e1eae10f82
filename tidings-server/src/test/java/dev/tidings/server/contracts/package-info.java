/** The documents of docs/contracts, for tests that hold code against them. */
package dev.tidings.server.contracts;
