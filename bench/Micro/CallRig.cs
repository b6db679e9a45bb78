using System.Buffers;
using LlmFunctions.Caching;
using LlmFunctions.Catalog;
using LlmFunctions.Configuration;
using LlmFunctions.Dialects;
using LlmFunctions.Management;
using LlmFunctions.Pipeline;
using LlmFunctions.Providers;
using LlmFunctions.Quotas;
using LlmFunctions.Resilience;
using LlmFunctions.Secrets;
using LlmFunctions.Security;
using LlmFunctions.Usage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ConfiguredProvider = LlmFunctions.Providers.Provider;

namespace LlmFunctions.Bench.Micro;

/// <summary>
/// A chat call from the client's bytes to the client's bytes, with every stage as the app has it, and a provider that answers
/// within the call: nothing is waited for, so a call runs on the thread that makes it.
/// </summary>
internal sealed class CallRig : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly CallPipeline _pipeline;
    private readonly DialectPair _pair;
    private readonly ReadOnlyMemory<byte> _body;
    private readonly bool _streamed;
    private readonly Caller _caller;
    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);

    /// <param name="pair">The dialects.</param>
    /// <param name="shape">The request and its answer.</param>
    /// <param name="options">The settings, if they are to do something with them.</param>
    public CallRig(DialectPair pair, CallShape shape, GatewayOptions? options = null)
    {
        _pair = pair;
        _streamed = shape.Events > 0;
        _caller = new Caller($"app-{shape.Apps - 1}", "key");
        _body = pair.RequestOf(shape);
        byte[] answer = pair.AnswerOf(shape);
        ServiceCollection services = new();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton<IHealthStore, NothingShared>();
        services.AddSingleton<IUsageLedger, NothingRecorded>();
        services.AddSingleton<IQuotaStore, NothingCounted>();
        services.AddSingleton<IAccessTokenSource, NoTokens>();
        services.AddSingleton<ISecretSource>(new ConfigurationSecretSource(new ConfigurationBuilder().Build()));
        services.AddSingleton<IAnswerStore, NothingKept>();
        services.AddGatewayState();
        services.AddGateway(new GatewaySetup
        {
            Options = (options ?? new GatewayOptions()) with { Apps = [.. Enumerable.Range(0, shape.Apps).Select(static index => new AppPolicy { Name = $"app-{index}" })] },
            Catalog = ModelCatalog.BuiltIn,
            Providers = new ProviderRegistry([.. Enumerable.Range(0, shape.Providers).Select(index => new ConfiguredProvider
            {
                Name = $"provider-{index}",
                Dialect = pair.Provider,
                BaseUrl = new Uri("https://provider.example.org/v1/"),
                ApiKey = "key",
                InProcess = _ => new CannedHandler(answer, shape.Events > 0 ? "text/event-stream" : "application/json"),
            })]),
        });
        _services = services.BuildServiceProvider();
        _pipeline = _services.GetRequiredService<CallPipeline>();
    }

    /// <summary>Makes a call, and returns what the client gets of it; good until the next call.</summary>
    public ReadOnlyMemory<byte> Run()
    {
        _output.ResetWrittenCount();
        Task run = RunAsync();
        return run.IsCompletedSuccessfully
            ? _output.WrittenMemory
            : throw new InvalidOperationException("The call waited for something, or failed.", run.Exception);
    }

    public void Dispose() => _services.Dispose();

    private async Task RunAsync()
    {
        ClientRequest read = _pair.Client.ReadRequest(_body);
        ChatCall call = new() { RequestId = "request", Caller = _caller, Dialect = _pair.Client, Request = read };
        CallAnswer answer = await _pipeline.RunAsync(call, CancellationToken.None);
        if (!_streamed)
        {
            WholeAnswer whole = (WholeAnswer)answer;
            if (whole.PassesThrough)
            {
                _output.Write(whole.Raw.Span);
            }
            else
            {
                _pair.Client.WriteResponse(whole.Response, _output);
            }

            return;
        }

        IClientStreamWriter writer = _pair.Client.CreateStreamWriter(read.Chat);
        await foreach (StreamItem item in ((StreamedAnswer)answer).Items)
        {
            if (answer.PassesThrough && !item.Raw.IsEmpty)
            {
                writer.Pass(item.Raw.Span, _output);
                continue;
            }

            foreach (Chat.ChatChunk chunk in item.Chunks)
            {
                writer.Write(chunk, _output);
            }
        }
    }
}
