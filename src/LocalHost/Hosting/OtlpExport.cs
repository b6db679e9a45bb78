using LlmFunctions.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace LlmFunctions.LocalHost.Hosting;

/// <summary>
/// Sends traces, metrics and logs to a collector where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one. The other variables of
/// OpenTelemetry's exporter work as well. Without it no listener is there, and nothing is measured for one.
/// </summary>
internal static class OtlpExport
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string DefaultServiceName = "llm-functions";

    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration[Endpoint]))
        {
            return;
        }

        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(configuration["OTEL_SERVICE_NAME"] ?? DefaultServiceName))
            .WithTracing(static tracing => tracing.AddAspNetCoreInstrumentation().AddSource(GatewayTelemetry.Name))
            .WithMetrics(static metrics => metrics.AddMeter(GatewayTelemetry.Name))
            .WithLogging(configureBuilder: null, static logging => logging.IncludeFormattedMessage = true)
            .UseOtlpExporter();
    }
}
