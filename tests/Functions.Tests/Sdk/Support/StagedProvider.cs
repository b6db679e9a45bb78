using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Tests.Sdk.Support;

/// <summary>
/// Plays every provider by the model that is asked for: the name of a recorded scenario answers with what was recorded,
/// and <c>held-…</c> streams a first piece and keeps the rest until it is released.
/// </summary>
internal sealed class StagedProvider : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, HeldAnswer> _held = new();

    private StagedProvider(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public static async Task<StagedProvider> StartAsync(CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        StagedProvider provider = new(app);
        app.MapPost("/held/{id}/release", (string id) => provider.Held(id).Release());
        app.MapGet("/held/{id}/cancelled", (string id) => provider.Held(id).Cancelled.WaitAsync(Patience));
        app.MapPost("/{**path}", provider.AnswerAsync);
        await app.StartAsync(cancellationToken);
        return provider;
    }

    public HeldAnswer Held(string id) => _held.GetOrAdd(id, static _ => new HeldAnswer());

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value!;
        JsonNode body = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
        string dialect = path.Contains("/models/", StringComparison.Ordinal) ? "gemini"
            : path.EndsWith("/messages", StringComparison.Ordinal) ? "anthropic"
            : path.EndsWith("/api/chat", StringComparison.Ordinal) ? "ollama"
            : "openai";
        string model = (string?)body["model"] ?? path.Split("/models/")[1].Split(':')[0];
        if (model.StartsWith("held-", StringComparison.Ordinal))
        {
            await Held(model["held-".Length..]).StreamAsync(context, dialect);
            return;
        }

        if (StagedEmbeddings.Answer(path, body, model) is { } embeddings)
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(embeddings.ToJsonString(), context.RequestAborted);
            return;
        }

        RecordedAnswer recorded = RecordedAnswer.Load(dialect, model);
        context.Response.StatusCode = recorded.Status;
        context.Response.ContentType = recorded.ContentType;
        await context.Response.Body.WriteAsync(recorded.Body, context.RequestAborted);
    }
}
