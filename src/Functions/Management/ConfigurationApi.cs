using System.Text.Json;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Errors;
using LlmFunctions.Functions.Http;
using LlmFunctions.Functions.Live;
using LlmFunctions.Json;
using LlmFunctions.Management;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Management;

/// <summary>What the endpoints of all kinds of objects have in common.</summary>
public sealed class ConfigurationApi
{
    private const int LargestObject = 1024 * 1024;
    private const int LargestFile = 32 * 1024 * 1024;

    /// <summary>To change objects of every kind.</summary>
    internal const Rights Edit = Rights.EditProviders | Rights.SystemConfig;

    /// <summary>What has to do neither with providers nor with models and routes.</summary>
    private static readonly ConfigurationKind[] OfSystem =
    [
        ConfigurationKind.Apps,
        ConfigurationKind.Quotas,
        ConfigurationKind.Alerts,
    ];

    // An instance that is in use reports every minute.
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly GatewayEndpoint _endpoint;
    private readonly ConfigurationEditor _editor;
    private readonly IConfigurationStore _store;
    private readonly LiveConfiguration _live;
    private readonly TimeProvider _timeProvider;

    internal ConfigurationApi(GatewayEndpoint endpoint, ConfigurationEditor editor, IConfigurationStore store, LiveConfiguration live, TimeProvider timeProvider) =>
        (_endpoint, _editor, _store, _live, _timeProvider) = (endpoint, editor, store, live, timeProvider);

    /// <summary>GET lists the objects of a kind, POST makes one.</summary>
    public Task<IResult> Collection(HttpRequest request, ConfigurationKind kind) => RunAsync(request, NeededFor(request, kind), async (caller, cancellationToken) =>
    {
        if (HttpMethods.IsGet(request.Method))
        {
            return ConfigurationAnswers.List(await _editor.ListAsync(kind, cancellationToken));
        }

        JsonElement body = await ReadAsync(request, LargestObject, cancellationToken);
        ConfigurationChange change = ChangeReader.New(kind, body);
        return await ApplyAsync(request, caller, [change], change, [], cancellationToken);
    });

    /// <summary>GET reads an object, PUT replaces it, PATCH changes some of its fields, DELETE removes it.</summary>
    public Task<IResult> Item(HttpRequest request, ConfigurationKind kind, string name) => RunAsync(request, NeededFor(request, kind), async (caller, cancellationToken) =>
    {
        if (HttpMethods.IsGet(request.Method))
        {
            return ConfigurationAnswers.One(await _editor.FindAsync(kind, name, cancellationToken), request.HttpContext.Response);
        }

        ConfigurationAction action = HttpMethods.IsPut(request.Method) ? ConfigurationAction.Replace
            : HttpMethods.IsPatch(request.Method) ? ConfigurationAction.Patch
            : ConfigurationAction.Delete;
        ConfigurationChange change = new()
        {
            Kind = kind,
            Name = name,
            Action = action,
            Value = action == ConfigurationAction.Delete ? null : await ReadAsync(request, LargestObject, cancellationToken),
            IfMatch = ChangeReader.IfMatch(request),
            NeedsMatch = true,
        };
        return await ApplyAsync(request, caller, [change], change, [], cancellationToken);
    });

    /// <summary>Makes many changes, all or none.</summary>
    public Task<IResult> Bulk(HttpRequest request) => RunAsync(request, Edit, async (caller, cancellationToken) =>
        await ApplyAsync(request, caller, ChangeReader.Many(await ReadAsync(request, LargestFile, cancellationToken)), single: null, [], cancellationToken));

    /// <summary>Which instance serves which configuration.</summary>
    public Task<IResult> Status(HttpRequest request) => RunAsync(request, Rights.ViewProviders, async (_, cancellationToken) =>
    {
        await _live.RefreshAsync(cancellationToken);
        ConfigurationHead? head = await _store.ReadHeadAsync(cancellationToken);
        IReadOnlyList<InstanceReport> reports = await _store.ReadReportsAsync(_timeProvider.GetUtcNow() - Recent, cancellationToken);
        return ConfigurationAnswers.Status(head?.Revision ?? 0, _live, reports);
    });

    internal Task<IResult> RunAsync(HttpRequest request, Rights needed, Func<Caller, CancellationToken, Task<IResult>> work) =>
        _endpoint.RunAsync(request, OpenAIClientDialect.Instance, needed, work);

    internal async Task<IResult> ApplyAsync(
        HttpRequest request, Caller caller, IReadOnlyList<ConfigurationChange> changes, ConfigurationChange? single, IReadOnlyList<string> notes, CancellationToken cancellationToken)
    {
        ConfigurationOutcome outcome = await _editor.ApplyAsync(changes, ChangeReader.IsDryRun(request), AuditActors.Of(request, caller), cancellationToken);
        if (outcome.IsApplied && outcome.Differences.Count > 0)
        {
            // Whoever has changed something and calls the same instance then must find it changed.
            await _live.RefreshAsync(cancellationToken);
        }

        return ConfigurationAnswers.Outcome(outcome, single, notes, request.HttpContext.Response);
    }

    private static Rights NeededFor(HttpRequest request, ConfigurationKind kind) => OfSystem.Contains(kind) ? Rights.SystemConfig
        : HttpMethods.IsGet(request.Method) ? Rights.ViewProviders
        : Rights.EditProviders;

    private static async Task<JsonElement> ReadAsync(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> body = await RequestBody.ReadAsync(request, most, cancellationToken);
        try
        {
            JsonErrors.RefuseBrokenText(body.Span);
            return JsonElement.Parse(body.Span, Strict) is { ValueKind: JsonValueKind.Object } value
                ? value
                : throw new GatewayException(ErrorKind.InvalidRequest, "The request body must be a JSON object.");
        }
        catch (JsonException exception)
        {
            throw JsonErrors.Explain(exception, body.Span);
        }
    }
}
