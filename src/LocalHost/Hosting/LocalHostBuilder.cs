using LlmFunctions.LocalHost.Http;
using LlmFunctions.LocalHost.Timers;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace LlmFunctions.LocalHost.Hosting;

/// <summary>Sets up Kestrel, settings, logs and LocalHost's own services; nothing of the app.</summary>
internal static class LocalHostBuilder
{
    // Connections that come at once wait for their turn instead of trying again a second later.
    private const int MostWaiting = 4096;

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

        // As the worker does: a service that lacks a dependency or outlives its scope is found on the laptop.
        builder.Host.UseDefaultServiceProvider((context, provider) =>
            provider.ValidateScopes = provider.ValidateOnBuild = context.HostingEnvironment.IsDevelopment());
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
        services.Configure<SocketTransportOptions>(static sockets => sockets.Backlog = MostWaiting);
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
