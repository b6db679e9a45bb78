using System.Reflection;
using System.Security.Cryptography;

namespace LlmFunctions.Catalog;

/// <summary>The models that the gateway knows, with their limits, capabilities and prices. Immutable.</summary>
public sealed class ModelCatalog
{
    private const string ResourcePrefix = "Catalog/";

    private static readonly Lazy<ModelCatalog> Shared = new(LoadEmbedded);

    // A plain dictionary of references: it is there in machine code, others would be compiled at the cold start.
    private readonly Dictionary<string, List<ModelInfo>> _byId = new(StringComparer.Ordinal);

    private readonly List<ModelInfo> _entries;

    private ModelCatalog(List<ModelInfo> entries, string priceVersion)
    {
        List<ModelInfo> all = [];
        foreach (ModelInfo model in entries)
        {
            if (model.AliasOf is null)
            {
                all.Add(model);
            }

            if (!_byId.TryGetValue(model.Id, out List<ModelInfo>? known))
            {
                _byId.Add(model.Id, known = new List<ModelInfo>(1));
            }

            known.Add(model);
        }

        _entries = entries;
        All = all.AsReadOnly();
        PriceVersion = priceVersion;
    }

    /// <summary>The catalog that is built into this assembly; read at the first use.</summary>
    /// <exception cref="InvalidDataException">A data file is not valid.</exception>
    public static ModelCatalog BuiltIn => Shared.Value;

    /// <summary>Every model, aliases apart, grouped by provider in the order of <see cref="FindById"/>.</summary>
    public IReadOnlyList<ModelInfo> All { get; }

    /// <summary>
    /// Which prices these are: the newest date of the data and a hash of all of it, such as <c>2026-08-21-1f0c9a3e</c>.
    /// Stored beside every cost, so that it can be told later what it was computed from.
    /// </summary>
    public string PriceVersion { get; }

    /// <summary>The entry of exactly this id or alias at this provider; null when there is none.</summary>
    public ModelInfo? Find(string provider, string id)
    {
        if (_byId.TryGetValue(id, out List<ModelInfo>? entries))
        {
            foreach (ModelInfo model in entries)
            {
                if (model.Provider == provider)
                {
                    return model;
                }
            }
        }

        return null;
    }

    /// <summary>
    /// The entries of exactly this id or alias at all providers: those that make the model before those that host it, then
    /// by the provider's name.
    /// </summary>
    public IReadOnlyList<ModelInfo> FindById(string id) =>
        _byId.TryGetValue(id, out List<ModelInfo>? entries) ? entries.AsReadOnly() : [];

    /// <summary>This catalog with other or further models; the aliases of a model that changes follow it.</summary>
    /// <param name="models">The models, none of them an alias.</param>
    /// <param name="version">What tells their prices from others.</param>
    internal ModelCatalog With(IReadOnlyCollection<ModelInfo> models, string version)
    {
        Dictionary<(string Provider, string Id), ModelInfo> changed = models.ToDictionary(static model => (model.Provider, model.Id));
        List<ModelInfo> entries = new(_entries.Count + changed.Count);
        HashSet<(string Provider, string Id)> placed = [];
        foreach (ModelInfo entry in _entries)
        {
            // A document of an alias stands for itself; that of the model goes for its aliases as well.
            if (changed.TryGetValue((entry.Provider, entry.Id), out ModelInfo? own))
            {
                entries.Add(own with { AliasOf = entry.AliasOf });
                placed.Add((entry.Provider, entry.Id));
            }
            else if (entry.AliasOf is { } original && changed.TryGetValue((entry.Provider, original), out ModelInfo? followed))
            {
                entries.Add(followed with { Id = entry.Id, AliasOf = original, Aliases = [] });
            }
            else
            {
                entries.Add(entry);
            }
        }

        entries.AddRange(models.Where(model => !placed.Contains((model.Provider, model.Id))));
        return new ModelCatalog(entries, $"{PriceVersion}-{version}");
    }

    /// <summary>Builds a catalog of data files, by file name.</summary>
    /// <exception cref="InvalidDataException">A file is not valid.</exception>
    internal static ModelCatalog Load(IReadOnlyDictionary<string, byte[]> files)
    {
        List<string> names = [.. files.Keys];
        names.Sort(StringComparer.Ordinal);
        List<CatalogFile> read = [];
        DateOnly newest = DateOnly.MinValue;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string name in names)
        {
            CatalogFile file = CatalogReader.Read(name, files[name]);
            newest = file.AsOf > newest ? file.AsOf.Value : newest;
            read.Add(file);
            hash.AppendData(files[name]);
        }

        read.Sort(ByPrecedence);
        return new ModelCatalog([.. read.SelectMany(CatalogReader.ToModels)], $"{newest:yyyy-MM-dd}-{Convert.ToHexStringLower(hash.GetHashAndReset())[..8]}");
    }

    private static ModelCatalog LoadEmbedded()
    {
        Assembly assembly = typeof(ModelCatalog).Assembly;
        Dictionary<string, byte[]> files = new(StringComparer.Ordinal);
        foreach (string name in assembly.GetManifestResourceNames())
        {
            if (name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            {
                using Stream resource = assembly.GetManifestResourceStream(name)!;
                byte[] json = new byte[resource.Length];
                resource.ReadExactly(json);
                files.Add(name[ResourcePrefix.Length..], json);
            }
        }

        return Load(files);
    }

    private static int ByPrecedence(CatalogFile a, CatalogFile b) =>
        a.Precedence != b.Precedence ? a.Precedence.CompareTo(b.Precedence) : string.CompareOrdinal(a.Provider, b.Provider);
}
