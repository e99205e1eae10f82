package dev.tidings.client.outbox;

import dev.tidings.client.submit.Problem;

/** What became of a row that was to be shipped. */
public sealed interface Shipment {
    /** It is accepted, durably; the row has done its duty. */
    record Shipped() implements Shipment {}

    /** It was refused, and would be again; the row is dead. */
    record Refused(Problem problem) implements Shipment {}

    /** It is not known to be accepted; the row is shipped again later. */
    record Later(Problem problem) implements Shipment {}
}
