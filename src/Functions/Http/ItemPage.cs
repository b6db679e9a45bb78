using System.Globalization;
using System.Text.Json;
using LlmFunctions.Errors;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Http;

/// <summary>Which items of a list are asked for, in the way of OpenAI's lists.</summary>
/// <param name="Limit">How many.</param>
/// <param name="IsDescending">Whether the newest come first.</param>
/// <param name="After">The id of the item before the first.</param>
/// <param name="Before">The id of the item after the last.</param>
internal sealed record ItemPage(int Limit, bool IsDescending, string? After, string? Before)
{
    private const int Default = 20;
    private const int Most = 100;

    public static ItemPage Read(IQueryCollection query)
    {
        int limit = Default;
        if (Value(query, "limit") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > Most))
        {
            throw new GatewayException(ErrorKind.InvalidRequest, $"'limit' must be a whole number from 1 to {Most}.", "limit");
        }

        string order = Value(query, "order") ?? "desc";
        return order is "asc" or "desc"
            ? new ItemPage(limit, order == "desc", Value(query, "after"), Value(query, "before"))
            : throw new GatewayException(ErrorKind.InvalidRequest, "'order' must be 'asc' or 'desc'.", "order");
    }

    /// <summary>Writes the page of a list, whose oldest item is the first.</summary>
    public void Write(Utf8JsonWriter writer, IReadOnlyList<JsonElement> items)
    {
        List<JsonElement> ordered = [.. IsDescending ? items.Reverse() : items];
        int start = After is null ? 0 : Find(ordered, After, "after") + 1;
        int end = Before is null ? ordered.Count : Find(ordered, Before, "before");
        JsonElement[] page = [.. ordered.Take(end).Skip(start).Take(Limit)];
        writer.WriteStartObject();
        writer.WriteString("object"u8, "list"u8);
        writer.WriteStartArray("data"u8);
        foreach (JsonElement item in page)
        {
            item.WriteTo(writer);
        }

        writer.WriteEndArray();
        writer.WriteString("first_id"u8, page.Length > 0 ? IdOf(page[0]) : null);
        writer.WriteString("last_id"u8, page.Length > 0 ? IdOf(page[^1]) : null);
        writer.WriteBoolean("has_more"u8, start + page.Length < end);
        writer.WriteEndObject();
    }

    private static string? Value(IQueryCollection query, string name) => query[name] is [{ Length: > 0 } value, ..] ? value : null;

    private static string? IdOf(JsonElement item) => item.GetProperty("id").GetString();

    private static int Find(List<JsonElement> items, string id, string param) => items.FindIndex(item => IdOf(item) == id) is >= 0 and var index
        ? index
        : throw new GatewayException(ErrorKind.InvalidRequest, $"'{param}' names '{id}', which is not among the items.", param);
}
