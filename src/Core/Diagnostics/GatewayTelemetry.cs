using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace LlmFunctions.Diagnostics;

/// <summary>Where the gateway's spans and measurements come from: exporters listen to the source and the meter of this name.</summary>
public static class GatewayTelemetry
{
    /// <summary>The name of the source of spans and of the meter.</summary>
    public const string Name = "LlmFunctions";

    public static ActivitySource Source { get; } = new(Name);

    internal static Meter Meter { get; } = new(Name);
}
