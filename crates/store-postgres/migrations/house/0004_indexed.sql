-- By which declarations the cells, links and words of a kind were made.
CREATE TABLE house.indexed (
    kind  text COLLATE "C" PRIMARY KEY,
    basis text COLLATE "C" NOT NULL
);
