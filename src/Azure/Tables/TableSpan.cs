using System.Diagnostics;
using Azure;
using LlmFunctions.Diagnostics;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>A span around work on a table that a request waits for, for whoever listens. What timers do makes no traces.</summary>
internal static class TableSpan
{
    public static Activity? Start(string table) => Activity.Current is not null && GatewayTelemetry.Source.HasListeners()
        ? GatewayTelemetry.Source.StartActivity($"table {table}", ActivityKind.Client)?.SetTag("db.collection.name", table)
        : null;

    public static void Fail(Activity? span, Exception exception) => span
        ?.SetTag("error.type", (exception as RequestFailedException)?.ErrorCode ?? exception.GetType().Name)
        .SetStatus(ActivityStatusCode.Error);
}
