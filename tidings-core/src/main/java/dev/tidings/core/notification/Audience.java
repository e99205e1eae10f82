package dev.tidings.core.notification;

import java.util.List;

/** The recipients of an intent. */
public sealed interface Audience {
    /** Recipients by the producer's ids; their endpoints are looked up. */
    record Recipients(List<String> ids) implements Audience {
        public Recipients {
            ids = List.copyOf(ids);
        }
    }

    /** Explicit addresses; no endpoint is looked up. */
    record Addresses(List<Address> addresses) implements Audience {
        public Addresses {
            addresses = List.copyOf(addresses);
        }
    }

    record Address(String channel, String address) {}

    default int size() {
        return switch (this) {
            case Recipients recipients -> recipients.ids().size();
            case Addresses addresses -> addresses.addresses().size();
        };
    }
}
