package dev.tidings.core.notification;

import java.util.List;

/** The recipients of an intent. */
public sealed interface Audience {
    /** The maximum number of recipients whose deliveries are inserted with the intent. */
    int MOST_AT_ONCE = 1_000;

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

    /**
     * The recipients who are subscribed to a topic at acceptance; their deliveries follow in the background.
     *
     * @param except recipients that are left out
     */
    record Topic(String id, List<String> except) implements Audience {
        public Topic {
            except = List.copyOf(except);
        }
    }

    record Address(String channel, String address) {}

    /** Returns whether the deliveries are inserted in the background, because the audience is, or may be, large. */
    default boolean expands() {
        return switch (this) {
            case Recipients recipients -> recipients.ids().size() > MOST_AT_ONCE;
            case Addresses _ -> false;
            case Topic _ -> true;
        };
    }

    default int size() {
        return switch (this) {
            case Recipients recipients -> recipients.ids().size();
            case Addresses addresses -> addresses.addresses().size();
            case Topic _ -> 1;
        };
    }
}
