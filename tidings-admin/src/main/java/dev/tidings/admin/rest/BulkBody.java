package dev.tidings.admin.rest;

import dev.tidings.admin.BulkSelection;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.json.JsonReader;
import java.io.IOException;

/**
 * Reads {@code {filter, dry_run, rate_per_second, limit}}.
 *
 * @param dryRun true unless the body says otherwise
 */
record BulkBody(BulkSelection request, boolean dryRun) {
    private static final String KNOWN = "filter, dry_run, rate_per_second, limit";

    static BulkBody read(byte[] body, String tenant) {
        return JsonReader.read(body, json -> object(json, tenant));
    }

    private static BulkBody object(JsonReader json, String tenant) throws IOException {
        BulkSelection.Fields fields = new BulkSelection.Fields(DeliveryFilter.of(tenant));
        boolean[] dryRun = {true};
        json.object(KNOWN, name -> {
            if (!name.equals("dry_run")) {
                return fields.field(json, name, tenant);
            }
            dryRun[0] = json.absent() || json.bool();
            return true;
        });
        return new BulkBody(fields.request(), dryRun[0]);
    }
}
