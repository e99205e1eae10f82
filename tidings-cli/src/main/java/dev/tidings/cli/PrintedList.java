package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tidings.cli.rest.ApiClient;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A list of the server, printed as JSON if requested, as a sentence if it is empty, and as a table otherwise.
 *
 * @param items the field with the items of a page
 * @param none printed for an empty list
 * @param row returns the cells of an item
 */
record PrintedList(String path, String items, String none, List<Column> columns, Function<JsonNode, List<String>> row) {
    int print(Map<String, String> query, LimitOption limit, ConnectionOptions remote, Screen out) {
        ArrayNode found = ApiClient.JSON.createArrayNode();
        boolean more;
        try (ApiClient api = remote.open()) {
            more = new Listing(api, path, items).each(query, limit.limit, found::add);
        }
        if (remote.json()) {
            out.json(found);
        } else if (found.isEmpty()) {
            out.line(none);
        } else {
            Table table = new Table(columns.toArray(Column[]::new));
            found.forEach(item -> table.row(row.apply(item)));
            out.table(table);
            if (more) {
                out.line("… more results; raise --limit");
            }
        }
        return ExitCodes.OK;
    }
}
