using LlmFunctions.LocalHost.Durable;
using LlmFunctions.LocalHost.Durable.Functions;
using LlmFunctions.LocalHost.Http;
using LlmFunctions.LocalHost.Invocation;
using LlmFunctions.LocalHost.Timers;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace LlmFunctions.LocalHost.Hosting;

/// <summary>
/// A Functions host in one process, for laptops and tests: it runs the functions of some assemblies with the middleware
/// and services that the app registers, on Kestrel and on timers, as the Functions host and its worker would.
/// </summary>
public sealed class LocalHostApplication : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly LocalHostOptions _options;
    private int _disposed;

    private LocalHostApplication(WebApplication app, LocalHostOptions options, Uri baseAddress)
    {
        _app = app;
        _options = options;
        BaseAddress = baseAddress;
    }

    /// <summary>Where the app listens.</summary>
    public Uri BaseAddress { get; }

    /// <summary>The services of the app.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts an app; it listens when the task has ended.</summary>
    /// <exception cref="LocalHostStartException">Functions or settings are wrong; every problem is named.</exception>
    public static async Task<LocalHostApplication> StartAsync(
        LocalHostOptions options,
        Action<IFunctionsWorkerApplicationBuilder, IConfiguration> configure,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(configure);

        var builder = LocalHostBuilder.Create(options);
        var worker = new LocalWorkerBuilder(builder.Services);
        configure(worker, builder.Configuration);
        OtlpExport.Add(builder.Services, builder.Configuration);
        var pipeline = worker.Build(FunctionInvoker.ExecuteAsync);
        builder.Services.AddSingleton(pipeline);

        var problems = new List<string>();
        var functions = FunctionDiscovery.Find(
            [.. options.FunctionClasses, .. options.FunctionAssemblies.SelectMany(assembly => assembly.GetTypes())], problems);
        AddUnsupportedTriggers(functions, problems);
        builder.Services.AddDurable(DurableFunctions.Create(functions, problems));
        builder.Services.AddSingleton<IEnumerable<TimerFunction>>(TimerFunctions.Create(functions, builder.Configuration, problems));

        var app = builder.Build();
        try
        {
            var http = HttpFunctions.Create(
                functions,
                app.Services.GetRequiredService<HostJson>().RoutePrefix,
                app.Services.GetRequiredService<IOptions<RouteOptions>>().Value.ConstraintMap,
                problems);
            if (problems.Count > 0)
            {
                throw new LocalHostStartException(problems);
            }

            app.MapFunctions(http, app.Services.GetRequiredService<HttpDispatcher>());
            await app.StartAsync(cancellationToken);

            var address = new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
            Log.Listening(
                app.Services.GetRequiredService<ILogger<LocalHostApplication>>(),
                address,
                http.Count,
                app.Services.GetRequiredService<IEnumerable<TimerFunction>>().Count());
            return new LocalHostApplication(app, options, address);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Stops listening, fires no more timers, and waits for the invocations in flight, streams among them, as long as
    /// <see cref="LocalHostOptions.DrainTimeout"/> allows; then cancels them.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.DrainTimeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        await _app.StopAsync(either.Token);
    }

    /// <summary>Stops as <see cref="StopAsync"/> does, and releases everything.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await StopAsync(CancellationToken.None);
            await _app.DisposeAsync();
        }
    }

    private static void AddUnsupportedTriggers(IEnumerable<DiscoveredFunction> functions, List<string> problems) => problems.AddRange(
        from function in functions
        where function.Trigger is not (HttpTriggerAttribute or TimerTriggerAttribute or OrchestrationTriggerAttribute or ActivityTriggerAttribute)
        select function.Problem($"LocalHost does not know its trigger [{function.Trigger.GetType().Name[..^"Attribute".Length]}]."));
}
