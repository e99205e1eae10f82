package dev.tidings.admin;

import dev.tidings.core.secret.Masking;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.json.JsonReader;
import dev.tidings.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries that a bulk run changes, and how fast.
 *
 * @param ratePerSecond null for the change's own pacing
 * @param limit the maximum number of deliveries; null for no limit
 */
public record BulkSelection(
        DeliveryFilter filter,
        @Nullable Integer ratePerSecond,
        @Nullable Integer limit) {
    public static final int FASTEST = 100_000;
    public static final int MOST = 100_000_000;

    private static final String KNOWN = "filter, rate_per_second, limit";

    /** The form in which a run stores it. */
    String json() {
        return new String(
                JsonWriter.object(json -> {
                    json.object("filter", fields -> FilterJson.write(fields, filter));
                    json.number("rate_per_second", ratePerSecond);
                    json.number("limit", limit);
                }),
                StandardCharsets.UTF_8);
    }

    /** The same with the recipient masked, for records that outlive its erasure. */
    BulkSelection withoutRecipient() {
        return with(filter.recipient() == null ? filter : filter.withRecipient(Masking.MASK));
    }

    static BulkSelection parse(String stored, String tenant) {
        return JsonReader.read(stored.getBytes(StandardCharsets.UTF_8), json -> {
            Fields fields = new Fields(DeliveryFilter.of(tenant));
            json.object(KNOWN, name -> fields.field(json, name, tenant));
            return fields.request();
        });
    }

    BulkSelection with(DeliveryFilter completed) {
        return new BulkSelection(completed, ratePerSecond, limit);
    }

    /** The fields as they are read. */
    public static final class Fields {
        private DeliveryFilter filter;
        private @Nullable Integer ratePerSecond;
        private @Nullable Integer limit;

        /** @param otherwise the filter of a request without one */
        public Fields(DeliveryFilter otherwise) {
            this.filter = otherwise;
        }

        /** Returns false for an unknown name. */
        public boolean field(JsonReader json, String name, String tenant) throws IOException {
            switch (name) {
                case "filter" -> filter = json.absent() ? filter : FilterJson.read(json, tenant);
                case "rate_per_second" -> ratePerSecond = json.absent() ? null : (int) json.integer(1, FASTEST);
                case "limit" -> limit = json.absent() ? null : (int) json.integer(1, MOST);
                default -> {
                    return false;
                }
            }
            return true;
        }

        public BulkSelection request() {
            return new BulkSelection(filter, ratePerSecond, limit);
        }
    }
}
