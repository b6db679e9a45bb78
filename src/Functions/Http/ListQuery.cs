using System.Globalization;
using LlmFunctions.Errors;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Http;

/// <summary>Which part of a list is asked for.</summary>
/// <param name="Limit">How many.</param>
/// <param name="IsDescending">Whether the newest come first.</param>
/// <param name="After">The id of the item before the first.</param>
internal sealed record ListQuery(int Limit, bool IsDescending, string? After)
{
    /// <exception cref="GatewayException">A value makes no sense; names it.</exception>
    public static ListQuery Read(IQueryCollection query, int usual, int most)
    {
        int limit = usual;
        if (Value(query, "limit") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit < 1 || limit > most))
        {
            throw new GatewayException(ErrorKind.InvalidRequest, $"'limit' must be a whole number from 1 to {most}.", "limit");
        }

        string order = Value(query, "order") ?? "desc";
        return order is "asc" or "desc"
            ? new ListQuery(limit, order == "desc", Value(query, "after"))
            : throw new GatewayException(ErrorKind.InvalidRequest, "'order' must be 'asc' or 'desc'.", "order");
    }

    private static string? Value(IQueryCollection query, string name) => query[name] is [{ Length: > 0 } value, ..] ? value : null;
}
