using System.Text.Json;
using LlmFunctions.Errors;

namespace LlmFunctions.Conversations;

/// <summary>Reads stored responses and the conversations that they make.</summary>
public sealed class ConversationReader(IResponseStore store, TimeProvider timeProvider)
{
    private const int ReadsAtOnce = 8;

    /// <summary>A response that has not expired.</summary>
    /// <exception cref="GatewayException">The app has none of this id.</exception>
    public async Task<StoredResponse> GetAsync(string app, string id, CancellationToken cancellationToken) =>
        await FindAsync(app, id, cancellationToken)
            ?? throw new GatewayException(ErrorKind.NotFound, $"Response with id '{id}' not found.", "response_id");

    /// <summary>The items that a stored response was the answer to, the oldest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> ReadInputAsync(StoredResponse response, CancellationToken cancellationToken)
    {
        List<JsonElement> items = [];
        foreach (StoredResponse? earlier in await LoadAsync(response.App, response.PreviousIds, cancellationToken))
        {
            // What was deleted or has expired since is not shown any more.
            items.AddRange(earlier is null ? [] : [.. InputOf(earlier), .. OutputOf(earlier)]);
        }

        return [.. items, .. InputOf(response)];
    }

    /// <summary>Reads what a request goes on from.</summary>
    /// <param name="app">The app that asks; it sees its own responses only.</param>
    /// <param name="previousId">The response that the request follows; null when it begins a conversation.</param>
    /// <param name="references">Ids of single items, and where the request has them.</param>
    /// <param name="cancellationToken">Given up with the request.</param>
    /// <exception cref="GatewayException">A response or an item is not there.</exception>
    public async Task<Conversation> ReadAsync(
        string app, string? previousId, IReadOnlyDictionary<string, string> references, CancellationToken cancellationToken)
    {
        if (previousId is null && references.Count == 0)
        {
            return Conversation.Empty;
        }

        IReadOnlyDictionary<string, JsonElement> referenced = await ReadReferencesAsync(app, references, cancellationToken);
        if (previousId is null)
        {
            return Conversation.Empty with { Referenced = referenced };
        }

        StoredResponse last = await FindAsync(app, previousId, cancellationToken) ?? throw NoPrevious(previousId);
        IReadOnlyList<StoredResponse?> earlier = await LoadAsync(app, last.PreviousIds, cancellationToken);
        List<JsonElement> items = [];
        for (int i = 0; i <= earlier.Count; i++)
        {
            StoredResponse turn = i == earlier.Count ? last : earlier[i] ?? throw NoPrevious(last.PreviousIds[i]);
            items.AddRange(InputOf(turn));
            items.AddRange(OutputOf(turn));
        }

        return new Conversation([.. last.PreviousIds, last.Id], items, referenced);
    }

    private async Task<IReadOnlyDictionary<string, JsonElement>> ReadReferencesAsync(
        string app, IReadOnlyDictionary<string, string> references, CancellationToken cancellationToken)
    {
        string[] ids = [.. references.Keys.Select(ResponseIds.ResponseOf).OfType<string>().Distinct(StringComparer.Ordinal)];
        Dictionary<string, JsonElement> found = new(StringComparer.Ordinal);
        foreach (StoredResponse response in (await LoadAsync(app, ids, cancellationToken)).OfType<StoredResponse>().Where(IsAlive))
        {
            foreach (JsonElement item in InputOf(response).Concat(OutputOf(response)))
            {
                found.TryAdd(item.GetProperty("id").GetString()!, item);
            }
        }

        return references.Keys.FirstOrDefault(id => !found.ContainsKey(id)) is { } missing
            ? throw new GatewayException(ErrorKind.InvalidRequest, $"Item with id '{missing}' not found.", references[missing])
            : found;
    }

    private async Task<StoredResponse?> FindAsync(string app, string id, CancellationToken cancellationToken) =>
        ResponseIds.IsOfResponse(id) && await store.FindAsync(app, id, cancellationToken) is { } found && IsAlive(found) ? found : null;

    private bool IsAlive(StoredResponse response) => response.ExpiresAt > timeProvider.GetUtcNow();

    private async Task<IReadOnlyList<StoredResponse?>> LoadAsync(string app, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        StoredResponse?[] found = new StoredResponse?[ids.Count];
        ParallelOptions options = new() { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            Enumerable.Range(0, ids.Count),
            options,
            async (index, cancelled) => found[index] = await store.FindAsync(app, ids[index], cancelled));
        return found;
    }

    private static JsonElement.ArrayEnumerator InputOf(StoredResponse response) => JsonElement.Parse(response.Input.Span).EnumerateArray();

    private static JsonElement.ArrayEnumerator OutputOf(StoredResponse response) => JsonElement.Parse(response.Response.Span).GetProperty("output").EnumerateArray();

    private static GatewayException NoPrevious(string id) => new(new GatewayError
    {
        Kind = ErrorKind.InvalidRequest,
        Message = $"Previous response with id '{id}' not found.",
        Param = "previous_response_id",
        Code = "previous_response_not_found",
    });
}
