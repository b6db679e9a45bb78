using System.Text.Json;
using System.Text.Json.Serialization;
using LlmFunctions.Resilience;

namespace LlmFunctions.Functions.Http;

/// <summary>Writes the status of an account in the words of the API.</summary>
internal sealed class AccountStatusConverter() : JsonStringEnumConverter<AccountStatus>(JsonNamingPolicy.SnakeCaseLower);
