using LlmFunctions.Alerts;
using LlmFunctions.Jobs.Webhooks;
using LlmFunctions.Usage.Reports;

namespace LlmFunctions.Configuration;

/// <summary>Reads the settings of one alert.</summary>
internal static class AlertOptionsReader
{
    private const int LongestName = 64;
    private static readonly string[] Known = ["Kind", "Threshold", "Match", "By", "Window", "MinRequests", "MinCost", "Webhook"];

    // So many records are read at most.
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(1);

    private enum Grouping
    {
        Provider,
        Model,
        Account,
        App,
        All,
    }

    /// <summary>Null when nothing of it has a value.</summary>
    public static AlertOptions? Read(SettingReader settings)
    {
        settings.AllowOnly(Known);
        if (settings.IsEmpty)
        {
            return null;
        }

        // A part of a table's key.
        if (settings.Name.Length > LongestName || !settings.Name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            settings.Fail("", $"must be named with at most {LongestName} letters, digits, - and _");
        }

        if (settings.Choice<AlertKind>("Kind") is not { } kind)
        {
            if (!settings.Has("Kind"))
            {
                settings.Fail("Kind", "is needed");
            }

            return null;
        }

        return new AlertOptions
        {
            Name = settings.Name,
            Kind = kind,
            Threshold = (double?)settings.Amount("Threshold") ?? UsualThreshold(kind),
            Match = settings.Text("Match") ?? "*",
            By = (settings.Choice<Grouping>("By") ?? (kind == AlertKind.Spend ? Grouping.App : Grouping.Provider)) switch
            {
                Grouping.Provider => UsageDimensions.Provider,
                Grouping.Model => UsageDimensions.Model | UsageDimensions.Provider,
                Grouping.Account => UsageDimensions.Account,
                Grouping.App => UsageDimensions.App,
                _ => UsageDimensions.None,
            },
            Window = settings.Duration("Window", TimeSpan.FromMinutes(1), LongestWindow) ?? TimeSpan.FromMinutes(kind == AlertKind.Spend ? 60 : 10),
            MinRequests = settings.Number("MinRequests", 1, int.MaxValue) ?? 20,
            MinCost = settings.Amount("MinCost") ?? 1,
            Webhook = settings.Text("Webhook"),
        };
    }

    /// <summary>A webhook that is never called would be found out by nobody but who waits for it.</summary>
    public static void CheckWebhooks(SettingReader gateway, GatewayOptions options)
    {
        WebhookPolicy policy = new(options);
        foreach (AlertOptions alert in options.Alerts)
        {
            if (alert.Webhook is { } webhook && policy.ProblemOf(webhook, out _) is { } problem)
            {
                gateway.Section("Alerts").Section(alert.Name).Fail("Webhook", problem);
            }
        }
    }

    private static double UsualThreshold(AlertKind kind) => kind switch
    {
        AlertKind.Quota => 0.8,
        AlertKind.ErrorRate => 0.1,
        AlertKind.Latency => 10_000,
        AlertKind.Health => 0.5,
        AlertKind.Spend => 3,
        _ => 0,
    };
}
