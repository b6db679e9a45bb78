using System.Text;
using LlmFunctions.Errors;
using LlmFunctions.Functions.Http;
using LlmFunctions.Functions.Live;
using LlmFunctions.Management;
using LlmFunctions.Management.Files;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Management;

/// <summary>The configuration as a file: written, read, and begun with.</summary>
public sealed class ConfigurationFileApi
{
    private const int LargestFile = 32 * 1024 * 1024;
    private const string Yaml = "application/yaml";

    private readonly ConfigurationApi _api;
    private readonly ConfigurationEditor _editor;
    private readonly LiveConfiguration _live;

    internal ConfigurationFileApi(ConfigurationApi api, ConfigurationEditor editor, LiveConfiguration live) => (_api, _editor, _live) = (api, editor, live);

    /// <summary>Everything that is configured, or only what was by the API; never a key.</summary>
    public Task<IResult> Export(HttpRequest request) => _api.RunAsync(request, Rights.ViewProviders | Rights.SystemConfig, async (_, cancellationToken) =>
    {
        bool isYaml = Choice(request, "format", "yaml", "json") == "yaml";
        bool isOfApi = Choice(request, "source", "all", "api") == "api";
        List<ConfigurationEntry> entries = await EntriesAsync(isOfApi, cancellationToken);
        return isYaml
            ? TypedResults.Text(ConfigurationFile.ToYaml(entries), Yaml, Encoding.UTF8)
            : TypedResults.Text(ConfigurationFile.ToJson(entries).GetRawText(), "application/json", Encoding.UTF8);
    });

    /// <summary>Takes a file in, all of it or nothing.</summary>
    public Task<IResult> Import(HttpRequest request) => _api.RunAsync(request, ConfigurationApi.Edit, async (caller, cancellationToken) =>
    {
        bool isWhole = Choice(request, "mode", "merge", "replace") == "replace";
        ImportedFile file = ConfigurationFile.Read(Text(await RequestBody.ReadAsync(request, LargestFile, cancellationToken)), _live.Current.Setup.Providers);
        List<ConfigurationChange> changes = [.. file.Changes];
        if (isWhole)
        {
            changes.AddRange(await RestAsync(changes, cancellationToken));
        }

        return await _api.ApplyAsync(request, caller, changes, single: null, file.Notes, cancellationToken);
    });

    /// <summary>What there is to begin with.</summary>
    public Task<IResult> Templates(HttpRequest request) => _api.RunAsync(request, Rights.ViewProviders, static (_, _) => Task.FromResult(ConfigurationAnswers.Json(StatusCodes.Status200OK, static writer =>
    {
        writer.WriteString("object"u8, "list"u8);
        writer.WriteStartArray("data"u8);
        foreach (string name in ConfigurationTemplates.Names)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    })));

    /// <summary>A file to begin with.</summary>
    public Task<IResult> Template(HttpRequest request, string name) => _api.RunAsync(request, Rights.ViewProviders, (_, _) => Task.FromResult<IResult>(
        ConfigurationTemplates.Find(name) is { } text ? TypedResults.Text(text, Yaml, Encoding.UTF8) : throw new GatewayException(ErrorKind.NotFound, "There is no template of this name.", "name")));

    /// <summary>Every object, or those of the API.</summary>
    internal async Task<List<ConfigurationEntry>> EntriesAsync(bool ofApi, CancellationToken cancellationToken)
    {
        List<ConfigurationEntry> entries = [];
        foreach (ConfigurationKind kind in ConfigurationKind.All)
        {
            entries.AddRange((await _editor.ListAsync(kind, cancellationToken)).Where(entry => !ofApi || !entry.IsOfSettings));
        }

        return entries;
    }

    private static string Choice(HttpRequest request, string name, string standard, string other) => request.Query[name] is not [{ Length: > 0 } text, ..] ? standard
        : text == standard || text == other ? text
        : throw new GatewayException(ErrorKind.InvalidRequest, $"'{name}' must be {standard} or {other}.", name);

    private static string Text(ReadOnlyMemory<byte> body)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(body.Span).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException exception)
        {
            throw new GatewayException(ErrorKind.InvalidRequest, "The file is not UTF-8.", innerException: exception);
        }
    }

    /// <summary>The objects of the API that a file does not have: they go.</summary>
    internal async Task<IEnumerable<ConfigurationChange>> RestAsync(List<ConfigurationChange> changes, CancellationToken cancellationToken)
    {
        List<ConfigurationChange> rest = [];
        foreach (ConfigurationKind kind in ConfigurationKind.All)
        {
            HashSet<string> named = [.. changes.Where(change => change.Kind == kind).Select(change => kind.Accept(change.Name).ToUpperInvariant())];
            rest.AddRange((await _editor.ListAsync(kind, cancellationToken))
                .Where(entry => !entry.IsOfSettings && !named.Contains(entry.Name.ToUpperInvariant()))
                .Select(entry => new ConfigurationChange { Kind = kind, Name = entry.Name, Action = ConfigurationAction.Delete, IfMatch = entry.Tag }));
        }

        return rest;
    }
}
