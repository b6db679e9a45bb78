using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using LlmFunctions.Dialects;
using LlmFunctions.Errors;
using LlmFunctions.Tests.Structure;

namespace LlmFunctions.Tests.Translation;

/// <summary>A client dialect, and how requests for the features are written in it: <c>Surfaces/&lt;name&gt;.json</c>.</summary>
internal sealed class Surface
{
    public const string Yes = "yes";
    public const string Own = "own";
    public const string Refused = "refused";
    public const string No = "no";

    private readonly Type _type;
    private readonly JsonObject _samples;

    private Surface(Type type)
    {
        _type = type;
        Name = Create().Name;
        File = $"tests/Core.Tests/Translation/Surfaces/{Name}.json";
        string path = Path.Combine(Repository.Root, File);
        Exists = System.IO.File.Exists(path);
        _samples = Exists ? JsonNode.Parse(System.IO.File.ReadAllBytes(path))!.AsObject() : [];
    }

    /// <summary>Every client dialect that there is.</summary>
    public static IReadOnlyList<Surface> All { get; } =
    [
        .. typeof(IClientDialect).Assembly.GetTypes()
            .Where(static type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IClientDialect)))
            .Select(static type => new Surface(type))
            .OrderBy(static surface => surface.Name == "openai" ? "" : surface.Name, StringComparer.Ordinal),
    ];

    public string Name { get; }

    public string File { get; }

    public bool Exists { get; }

    public IEnumerable<string> Samples => _samples.Select(static sample => sample.Key);

    /// <summary>The request for a feature; null where the dialect cannot ask for it, or not in a body.</summary>
    public ClientRequest? Read(Feature feature) =>
        _samples[feature.Name] is JsonObject sample ? Create().ReadRequest(Encoding.UTF8.GetBytes(sample.ToJsonString())) : null;

    public string Of(Feature feature)
    {
        if (_samples[feature.Name] is JsonValue)
        {
            // Said outside of the body.
            return Yes;
        }

        try
        {
            return Read(feature) is not { } request ? No
                : feature.IsIn(request.Chat) && request.NativeOnly is null ? Yes
                : request.NativeFields.Count > 0 || request.NativeOnly is not null ? Own
                : throw new InvalidOperationException($"{File}: the request for '{feature.Name}' does not ask for it.");
        }
        catch (GatewayException exception) when (exception.Error.Kind is ErrorKind.UnsupportedField)
        {
            return Refused;
        }
    }

    private IClientDialect Create()
    {
        PropertyInfo? instance = _type.GetProperty("Instance", BindingFlags.Public | BindingFlags.Static) ?? _type.GetProperty("Chat", BindingFlags.Public | BindingFlags.Static);
        if (instance is not null)
        {
            return (IClientDialect)instance.GetValue(null)!;
        }

        ConstructorInfo constructor = _type.GetConstructors().Single();
        object?[] arguments = [.. constructor.GetParameters().Select(static parameter => parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null)];
        return (IClientDialect)constructor.Invoke(arguments);
    }
}
