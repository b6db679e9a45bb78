using System.Globalization;
using LlmFunctions.Errors;
using LlmFunctions.Security;
using LlmFunctions.Usage.Reports;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Http;

/// <summary>Reads which usage a request asks for. An app sees its own; who has the scope view_metrics sees all.</summary>
internal static class UsageQueryReader
{
    private const string DefaultPeriod = "24h";

    // The clocks of instances differ a little.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3660);

    private static readonly Dictionary<string, UsageDimensions> Dimensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["provider"] = UsageDimensions.Provider,
        ["model"] = UsageDimensions.Model,
        ["app"] = UsageDimensions.App,
        ["user"] = UsageDimensions.User,
        ["account"] = UsageDimensions.Account,
        ["key"] = UsageDimensions.Key,
        ["hour"] = UsageDimensions.Hour,
        ["day"] = UsageDimensions.Day,
    };

    public static UsageQuery Read(IQueryCollection query, Caller caller, DateTimeOffset now)
    {
        DateTimeOffset latest = now + ClockTolerance;
        DateTimeOffset to = query.Time("to") is { } wanted && wanted < latest ? wanted : latest;
        DateTimeOffset from = query.Time("from") ?? (query.Time("to") is null ? now : to) - Period(query);
        if (from >= to)
        {
            throw Refuse("'from' must be before 'to', and not in the future.", "from");
        }

        return new UsageQuery
        {
            From = to - from > Longest ? to - Longest : from,
            To = to,
            GroupBy = GroupBy(query),
            App = AppOf(query, caller),
            Provider = query.Text("provider"),
            Account = query.Text("account"),
            Model = query.Text("model"),
            User = query.Text("user"),
            Key = query.Text("key"),
            FromRecords = query.Text("source") switch
            {
                null or "auto" => false,
                "records" => true,
                _ => throw Refuse("'source' must be 'auto' or 'records'.", "source"),
            },
        };
    }

    private static string? AppOf(IQueryCollection query, Caller caller)
    {
        string? app = query.Text("app");
        return caller.Has(Rights.ViewMetrics) ? app
            : app is null || app == caller.App ? caller.App
            : throw new GatewayException(ErrorKind.PermissionDenied, "An app sees its own usage only. Leave 'app' out, or call with the scope view_metrics.", "app");
    }

    private static TimeSpan Period(IQueryCollection query)
    {
        string text = query.Text("period") ?? DefaultPeriod;
        TimeSpan? unit = text[^1] switch
        {
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            'w' => TimeSpan.FromDays(7),
            _ => null,
        };
        return unit is { } one && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is > 0 and < 100_000 && one * count <= Longest
            ? one * count
            : throw Refuse($"'period' must be hours, days or weeks such as 24h, 7d or 4w, and {Longest.TotalDays:0} days at most.", "period");
    }

    private static UsageDimensions GroupBy(IQueryCollection query)
    {
        UsageDimensions dimensions = UsageDimensions.None;
        foreach (string name in (query.Text("group_by") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            dimensions |= Dimensions.TryGetValue(name, out UsageDimensions dimension)
                ? dimension
                : throw Refuse($"'group_by' must be one or several of {string.Join(", ", Dimensions.Keys)}, separated by commas.", "group_by");
        }

        return dimensions.HasFlag(UsageDimensions.Hour | UsageDimensions.Day)
            ? throw Refuse("'group_by' can have 'hour' or 'day', not both.", "group_by")
            : dimensions;
    }

    private static GatewayException Refuse(string message, string param) => new(ErrorKind.InvalidRequest, message, param);
}
