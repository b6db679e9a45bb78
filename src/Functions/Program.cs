using Azure.Monitor.OpenTelemetry.Exporter;
using LlmFunctions.AzureServices;
using LlmFunctions.Diagnostics;
using LlmFunctions.Functions;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;

var builder = FunctionsApplication.CreateBuilder(args);

// First: the middleware that brings the HttpContext must be outside of ours.
builder.ConfigureFunctionsWebApplication();
builder.UseLlmFunctions(builder.Configuration);

// The gateway refuses large bodies itself, before it reads them, in the caller's dialect.
builder.Services.Configure<KestrelServerOptions>(options => options.Limits.MaxRequestBodySize = null);

if (builder.Configuration["APPLICATIONINSIGHTS_CONNECTION_STRING"] is { Length: > 0 })
{
    // Takes the worker's logs away from the host, and with them from the console of `func start`.
    builder.Services.AddOpenTelemetry()
        .UseFunctionsWorkerDefaults()
        .WithTracing(static tracing => tracing.AddSource(GatewayTelemetry.Name))
        .WithMetrics(static metrics => metrics.AddMeter(GatewayTelemetry.Name))
        .UseAzureMonitorExporter(options => options.Credential = AzureServicesRegistration.MonitorCredential(builder.Configuration));
    if (builder.Environment.IsDevelopment())
    {
        builder.Logging.AddConsole();
    }
}

builder.Build().Run();
