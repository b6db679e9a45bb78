using LlmFunctions.LocalHost.Http;
using LlmFunctions.LocalHost.Timers;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LlmFunctions.LocalHost.Hosting;

/// <summary>Sets up Kestrel, settings, logs and LocalHost's own services; nothing of the app.</summary>
internal static class LocalHostBuilder
{
    public static WebApplicationBuilder Create(LocalHostOptions options)
    {
        var hostJson = HostJson.Read(options);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ContentRootPath = Path.GetFullPath(options.ContentRoot),
            EnvironmentName = options.EnvironmentName,
        });
        AddSettings(builder.Configuration, options);
        AddLogging(builder.Logging, hostJson, options);
        AddServer(builder, options);
        AddServices(builder.Services, hostJson, options);
        return builder;
    }

    private static void AddSettings(ConfigurationManager configuration, LocalHostOptions options) => configuration
        .AddInMemoryCollection(LocalSettings.Read(options))
        .AddEnvironmentVariables()
        .AddInMemoryCollection(options.Settings.Select(setting => KeyValuePair.Create(SettingNames.Normalize(setting.Key), setting.Value)));

    private static void AddLogging(ILoggingBuilder logging, HostJson hostJson, LocalHostOptions options)
    {
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System", LogLevel.Warning);
        logging.AddConfiguration(hostJson.Logging);
        options.ConfigureLogging(logging);
    }

    private static void AddServer(WebApplicationBuilder builder, LocalHostOptions options) => builder.WebHost
        .UseKestrelCore()
        .ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // The app refuses large bodies itself, before it reads them.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(options.Address, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        });

    private static void AddServices(IServiceCollection services, HostJson hostJson, LocalHostOptions options)
    {
        services.AddRouting();
        services.AddSingleton(options);
        services.AddSingleton(hostJson);
        services.AddSingleton(options.TimeProvider);
        services.AddSingleton<InFlight>();
        services.AddSingleton<HttpDispatcher>();
        services.AddSingleton<TimerRunner>();
        services.AddSingleton<IHostLifetime, CallerControlledLifetime>();
        services.AddHostedService<TimerService>();
        services.AddHostedService<DrainReport>();
        services.Configure<HostOptions>(host =>
        {
            // Requests and timers are drained at the same time; LocalHostApplication limits how long, by its own clock.
            host.ServicesStopConcurrently = true;
            host.ShutdownTimeout = Timeout.InfiniteTimeSpan;
        });
    }
}
